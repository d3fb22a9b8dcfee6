import { findAssets } from './executables';

describe('programs that are missing are named', () => {
  test.each([
    [
      'nothing is there',
      {},
      /KUBEBUILDER_ASSETS is not set\. Build .*\(test\/cluster\/control-plane\/build\)\nkubectl is not on PATH\./,
    ],
    [
      'another folder is given',
      { KUBEBUILDER_ASSETS: __dirname, PATH: process.env.PATH },
      /there is no etcd, no kube-apiserver, .* no sts\. Build .*\(test\/cluster\/control-plane\/build\)$/,
    ],
  ])('%s', async (_, env, message) => {
    await expect(findAssets(env)).rejects.toThrow(message);
  });
});
