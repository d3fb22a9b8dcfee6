import type { Document } from './documents';
import { Ground } from './ground';

/** Starts the services before the first scenario of a file, as a person who has bootstrapped, and stops them after the last one. */
export function startGround(readme: Document): () => Ground {
  let ground: Ground;
  beforeAll(async () => {
    ground = await Ground.start();
    await ground.run('cp config/minimal.yaml config/prod.yaml');
    await ground.run(readme.command('npx cdk bootstrap'));
  });
  afterAll(() => ground.stop());
  return () => ground;
}
