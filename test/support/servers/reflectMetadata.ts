/**
 * @peculiar/x509 uses tsyringe, which does not load without a polyfill of `Reflect` metadata. It reads only the metadata of
 * classes that have none, so this is a sufficient polyfill.
 */
Object.assign(Reflect, { getMetadata: () => undefined, getOwnMetadata: () => undefined });
