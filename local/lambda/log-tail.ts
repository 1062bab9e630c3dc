// What a function has written since some moment: the tail that Invoke gives back when it is asked to.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** AWS gives the last 4 KB. */
const LONGEST = 4096;

/** Bytes of a log that may not be there yet. */
export function logSize(file: string): number {
  return withLog(file, (descriptor) => fstatSync(descriptor).size) ?? 0;
}

/** @param from where the log ended before. */
export function logTail(file: string, from: number): Buffer {
  const found = withLog(file, (descriptor) => {
    const { size } = fstatSync(descriptor);
    const begin = Math.max(from, size - LONGEST);
    const tail = Buffer.alloc(size - begin);
    readSync(descriptor, tail, 0, tail.length, begin);
    return tail;
  });
  return found ?? Buffer.alloc(0);
}

function withLog<T>(file: string, look: (descriptor: number) => T): T | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return undefined;
  }
  try {
    return look(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
