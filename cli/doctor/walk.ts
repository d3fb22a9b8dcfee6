import { errorMessage } from '../../model/errorMessage';
import { CannotCheck, type Finding, unknown } from './finding';
import type { Link, LinkId } from './link';

/** The finding about one link. */
export interface LinkResult extends Finding {
  readonly link: LinkId;
  /** What has to be true. */
  readonly title: string;
}

export interface WalkProps {
  readonly links: readonly Link[];
  readonly examine: (link: Link) => Promise<Finding>;
  /** Called with the links that are not examined yet, at the start and after each one. */
  readonly onProgress?: (pending: readonly Link[]) => void;
}

/**
 * Examines all links, in parallel as far as they do not need each other. A link that needs one that is not ok is not examined:
 * it cannot be checked. Never rejects.
 *
 * @returns one result for each link, in their order.
 */
export async function walk({ links, examine, onProgress = () => {} }: WalkProps): Promise<LinkResult[]> {
  const results = new Map<LinkId, Promise<LinkResult>>();
  const pending = new Set(links);
  onProgress(links);
  for (const link of links) {
    const needed = link.needs.flatMap((id) => results.get(id) ?? []);
    const result = Promise.all(needed)
      .then((found) => examineAfter(found, link, examine))
      .then((finding) => {
        pending.delete(link);
        onProgress([...pending]);
        return { link: link.id, title: link.title, ...finding };
      });
    results.set(link.id, result);
  }
  return Promise.all(results.values());
}

async function examineAfter(
  needed: readonly LinkResult[],
  link: Link,
  examine: WalkProps['examine'],
): Promise<Finding> {
  const missing = needed.find(({ state }) => state !== 'ok');
  if (missing !== undefined) {
    return unknown(`needs ${missing.link}, which ${missing.state === 'failing' ? 'is failing' : 'cannot be checked'}`);
  }
  return examine(link).catch((error: unknown) =>
    unknown(errorMessage(error), error instanceof CannotCheck ? error.fix : undefined),
  );
}
