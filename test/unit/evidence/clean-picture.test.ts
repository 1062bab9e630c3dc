// Evidence is a picture and nothing beside it (DESIGN §4).
import { describe, expect, it } from 'vitest';
import { cleanPicture } from '#functions/evidence/clean-picture.ts';
import {
  bareJpeg,
  bareWebp,
  exifSegment,
  jpegOfTelephone,
  pngOf,
  secret,
  webpOfTelephone,
} from '#test/builders/pictures.ts';

const cleaned = (bytes: Buffer): Buffer => {
  const found = cleanPicture(bytes);
  if (typeof found === 'string') throw new Error(found);
  return found.bytes;
};
/** Deterministic noise. */
const noise = (length: number, seed: number): Buffer => {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state >> 16;
    }),
  );
};

const telephones: [string, Buffer][] = [
  ['JPEG', jpegOfTelephone()],
  ['PNG', pngOf()],
  ['WebP', webpOfTelephone()],
];

describe.each(telephones)('a %s', (_, picture) => {
  it('keeps nothing of where, when and by whom it was taken', () => {
    expect(picture.includes(secret)).toBe(true);
    expect(cleaned(picture).includes(secret)).toBe(false);
  });

  it('is the same when it is cleaned again', () => {
    expect(cleaned(cleaned(picture))).toEqual(cleaned(picture));
  });

  it('that was cut off anywhere is refused, not kept by half', () => {
    const whole = cleaned(picture);
    for (let length = 12; length < whole.length; length += 1)
      expect(cleanPicture(whole.subarray(0, length)), `${length} bytes`).toBe('damaged');
  });

  it('with noise in it is refused or cleaned, and never breaks', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const at = 12 + (seed % (picture.length - 20));
      const spoilt = Buffer.concat([picture.subarray(0, at), noise(1 + (seed % 9), seed), picture.subarray(at)]);
      const found = cleanPicture(spoilt);
      expect(typeof found === 'string' ? found : found.bytes.length).toBeTruthy();
    }
  });
});

describe('a JPEG', () => {
  it.each(['II', 'MM'] as const)('says which way is up in %s order, and nothing else', (order) => {
    const way = cleaned(exifSegment(6, order).length > 0 ? jpegOfTelephone(6, order) : bareJpeg());
    const [first] = way.subarray(2).toString('latin1').split('JFIF');
    expect(first).toContain('Exif');
    expect(cleaned(jpegOfTelephone(6, 'II'))).toEqual(cleaned(jpegOfTelephone(6, 'MM')));
  });

  it('that stands upright, or does not say so, is left with the picture alone', () => {
    for (const way of [1, 0, 9]) expect(cleaned(jpegOfTelephone(way))).toEqual(bareJpeg());
  });
});

describe('a WebP', () => {
  it('does not promise what was taken out', () => {
    expect(cleaned(webpOfTelephone())).toEqual(bareWebp());
  });
});

describe('what is no picture', () => {
  it.each(['', 'GIF89a', '<svg onload=alert(1)>', '%PDF-1.7', 'MZ', 'RIFF\0\0\0\0AVI '])('is refused: %j', (text) => {
    expect(cleanPicture(Buffer.from(text, 'latin1'))).toBe('not-a-picture');
  });
});
