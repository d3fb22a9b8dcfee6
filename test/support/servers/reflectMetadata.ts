/**
 * @peculiar/x509 finds its algorithms through tsyringe, which refuses to load without a polyfill of `Reflect` metadata
 * and then asks it only for the constructor parameters of classes that have none. So "no metadata" is the whole answer.
 */
Object.assign(Reflect, { getMetadata: () => undefined, getOwnMetadata: () => undefined });
