import { expect, test } from 'vitest';
import { showPlacements, useCiView } from '../../stores/ci-view.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { showProviders, useProvidersView } from '../../stores/providers-view.ts';
import { runMenuCommand } from './shell-commands.ts';

test('the menu’s Providers item opens the list of connections, wherever one was', () => {
  showProviders({ at: 'provider', providerId: 'norrix' });
  useNavigation.setState({ screen: 'board' });

  runMenuCommand('providers');

  expect(useNavigation.getState().screen).toBe('providers');
  expect(useProvidersView.getState().place).toEqual({ at: 'connections' });
});

test('the menu’s CI item opens the list of targets, wherever one was', () => {
  showPlacements('behind');
  useNavigation.setState({ screen: 'board' });

  runMenuCommand('ci');

  expect(useNavigation.getState().screen).toBe('ci');
  expect(useCiView.getState().place).toEqual({ at: 'targets' });
});
