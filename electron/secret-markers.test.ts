import { describe, expect, it } from 'vitest';
import { secretMarkers } from './secret-markers.ts';

describe('secretMarkers', () => {
  it('says no to history and cloud on Windows, as DWORDs', () => {
    const markers = secretMarkers('win32');
    for (const format of ['CanIncludeInClipboardHistory', 'CanUploadToCloudClipboard']) {
      expect(markers[`electron application/osclipboard;format="${format}"`]).toEqual(Uint8Array.of(0, 0, 0, 0));
    }
    expect(markers).toHaveProperty(
      ['electron application/osclipboard;format="ExcludeClipboardContentFromMonitorProcessing"'],
      expect.anything(),
    );
  });

  it('uses the agreed marker on macOS and Klipper’s hint on Linux', () => {
    expect(Object.keys(secretMarkers('darwin'))).toEqual([
      'electron application/osclipboard;format="org.nspasteboard.ConcealedType"',
    ]);
    const [bytes] = Object.values(secretMarkers('linux'));
    expect(new TextDecoder().decode(bytes)).toBe('secret');
  });

  it.each(['win32', 'darwin', 'linux'] as const)('never puts an empty format on the clipboard of %s', (platform) => {
    for (const bytes of Object.values(secretMarkers(platform))) expect(bytes.byteLength).toBeGreaterThan(0);
  });
});
