// A WebP without Exif and XMP, and without whatever follows its end. (RFC 9649, 2.3 to 2.7.)

const kept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP']);
const hasAlphaOrProfile = 0b0011_0000;

/** Undefined when it is cut off, or holds no still picture. */
export const cleanWebp = (bytes: Buffer): Buffer | undefined => {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return undefined;
  const parts: Buffer[] = [];
  let hasPicture = false;
  for (let at = 12; at + 8 <= end; ) {
    const size = bytes.readUInt32LE(at + 4);
    const next = at + 8 + size + (size % 2);
    if (at + 8 + size > end) return undefined;
    const type = bytes.subarray(at, at + 4).toString('latin1');
    hasPicture ||= type === 'VP8 ' || type === 'VP8L';
    if (kept.has(type)) parts.push(type === 'VP8X' ? stillOnly(bytes.subarray(at, next)) : bytes.subarray(at, next));
    at = next;
  }
  if (!hasPicture) return undefined;
  const body = Buffer.concat(parts);
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
};

/** The extended header must not promise what was taken out. */
const stillOnly = (chunk: Buffer): Buffer => {
  const header = Buffer.from(chunk);
  header.writeUInt8(header.readUInt8(8) & hasAlphaOrProfile, 8);
  return header;
};
