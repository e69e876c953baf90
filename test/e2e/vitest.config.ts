import { defineConfig } from 'vitest/config';

const endpoint = process.env.AWS_ENDPOINT_URL;
if (endpoint === undefined) {
  process.stderr.write(
    'test:e2e is skipped: it needs an AWS emulator. Start one and set AWS_ENDPOINT_URL=http://127.0.0.1:4566\n',
  );
}

export default defineConfig({
  test: {
    include: endpoint === undefined ? [] : ['test/e2e/**/*.e2e.ts'],
    passWithNoTests: true,
    // One story, told in order: what failed makes the rest meaningless.
    bail: 1,
    fileParallelism: false,
    reporters: [['verbose', { summary: false }]],
    // Schedules run by the minute, and a deployment takes its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
