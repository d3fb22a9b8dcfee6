import { gzipSync } from 'node:zlib';

const mebibyte = Buffer.alloc(1024 * 1024, ' ');

/** Spaces, compressed: many members, of which each is the same, because compressing them all would take seconds (RFC 1952, section 2.2). */
export function compressedSpaces(mebibytes: number): Buffer {
  const member = gzipSync(mebibyte);
  return Buffer.concat(Array.from({ length: mebibytes }, () => member));
}
