// Weights of one byte: by the square, because most weights are small and a few are large. A step near nothing is a hundredth
// of one at the top.

const steps = 127;

/** @param top the largest weight there is, without its sign */
export const toByte = (weight: number, top: number): number =>
  Math.sign(weight) * Math.round(steps * Math.sqrt(Math.min(Math.abs(weight) / top, 1)));

/** What the bytes mean: of byte b at `b + 128`. */
export const meanings = (top: number): Float64Array =>
  Float64Array.from({ length: 256 }, (_, at) => Math.sign(at - 128) * top * ((at - 128) / steps) ** 2);
