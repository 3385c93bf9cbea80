import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import type { SettingsPage } from '../../ci-system.ts';
import { webAddress } from '../../transport/api-address.ts';

export type JenkinsPlace = CiPlaceOf<'jenkins'>;

/** Address of a Jenkins, without a slash at its end. @throws ProviderError `address-invalid` */
export function jenkinsAddress(baseUrl: string | null): string {
  if (baseUrl === null) {
    throw new ProviderError('address-invalid', 'Every Jenkins is somewhere else: give the target its base address.');
  }
  const url = webAddress(baseUrl);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Segments of the global domain of a place's store: Jenkins's own, or a folder's. */
export function domainSegments({ folder }: JenkinsPlace): string[] {
  const folders = folder.split('/').filter((name) => name !== '');
  const store = folders.length === 0 ? 'system' : 'folder';
  return [...folders.flatMap((name) => ['job', name]), 'credentials', 'store', store, 'domain', '_'];
}

export function placeText({ folder }: JenkinsPlace): string {
  return folder === '' ? 'the system store' : `folder ${folder}`;
}

export function settingsPage(place: JenkinsPlace, baseUrl: string | null): SettingsPage {
  const path = domainSegments(place).map(encodeURIComponent).join('/');
  return { url: `${jenkinsAddress(baseUrl)}/${path}/`, path: ['Credentials'] };
}
