// A PNG without its texts, times and Exif, and without whatever follows its end. (PNG, third edition, 5 and 11.)
import { crc32 } from 'node:zlib';

const signatureLength = 8;
const kept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs', 'bKGD']);

/** Undefined when it is cut off or a checksum is wrong. */
export const cleanPng = (bytes: Buffer): Buffer | undefined => {
  const parts: Buffer[] = [bytes.subarray(0, signatureLength)];
  let at = signatureLength;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const type = bytes.subarray(at + 4, at + 8).toString('latin1');
    if (bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return undefined;
    if (kept.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return parts.length > 3 ? Buffer.concat(parts) : undefined;
    at = end;
  }
  return undefined;
};
