import { readFileSync } from 'node:fs';

/** The bytes of an image file. Nothing here draws it, so it is kept as it is. */
export class NativeImage {
  readonly #type: string;
  readonly #bytes: Buffer;
  #isTemplate = false;

  constructor(type: string, bytes: Buffer) {
    this.#type = type;
    this.#bytes = bytes;
  }

  isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  toPNG(): Buffer {
    return this.#type === 'image/png' ? Buffer.from(this.#bytes) : Buffer.alloc(0);
  }

  toDataURL(): string {
    return `data:${this.#type};base64,${this.#bytes.toString('base64')}`;
  }

  /** Width and height from the PNG header; zero for others. */
  getSize(): { width: number; height: number } {
    if (this.#type !== 'image/png' || this.#bytes.length < 24) return { width: 0, height: 0 };
    return { width: this.#bytes.readUInt32BE(16), height: this.#bytes.readUInt32BE(20) };
  }

  setTemplateImage(option: boolean): void {
    this.#isTemplate = option;
  }

  isTemplateImage(): boolean {
    return this.#isTemplate;
  }
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** Electron's `nativeImage`; as there, a file that cannot be read gives an empty image. */
export const nativeImage = {
  createEmpty: () => new NativeImage('image/png', Buffer.alloc(0)),
  createFromPath: (path: string): NativeImage => {
    try {
      const bytes = readFileSync(path);
      return new NativeImage(bytes.subarray(0, 4).equals(PNG_SIGNATURE) ? 'image/png' : 'image/jpeg', bytes);
    } catch {
      return nativeImage.createEmpty();
    }
  },
  createFromDataURL: (dataUrl: string): NativeImage => {
    const [, type, text] = /^data:(image\/(?:png|jpeg));base64,(.*)$/s.exec(dataUrl) ?? [];
    return type === undefined ? nativeImage.createEmpty() : new NativeImage(type, Buffer.from(text ?? '', 'base64'));
  },
  createFromBuffer: (bytes: Buffer): NativeImage => new NativeImage('image/png', Buffer.from(bytes)),
};
