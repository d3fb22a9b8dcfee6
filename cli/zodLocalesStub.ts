/** Replaces the messages of zod in all languages in the bundle: eks-vigil writes its own, in English. */
export {};
