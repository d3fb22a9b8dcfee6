/** The name of an object in the cluster. Source: Kubernetes, "Object Names and IDs" (DNS subdomain names). */
export const objectNameSyntax = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const objectNameMessage = 'a Kubernetes name: 1 to 253 lowercase letters, digits, "-" and "."';

/** The name of a resource of EKS, or `*`. Source: Amazon EKS API Reference, CreateCluster and CreateNodegroup. */
export const eksNameSyntax = /^(\*|[0-9A-Za-z][-_0-9A-Za-z]{0,99})$/;

/** Either of them: which one applies is checked with the kind. */
export const nameSyntax = new RegExp(`${objectNameSyntax.source}|${eksNameSyntax.source}`);
