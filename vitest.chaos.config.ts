import { defineConfig } from 'vitest/config';

/** `npm run test:chaos`: 300 seeded schedules over the deployed bundles; `npm test` runs ten of them. */
export default defineConfig({
  test: {
    include: ['test/chaos/*.chaos.ts'],
    // By itself vitest leaves one core free; on two that would run one file after the other.
    maxWorkers: 2,
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    disableConsoleIntercept: true,
  },
});
