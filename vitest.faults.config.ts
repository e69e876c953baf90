import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: the fault matrix and 200 seeded schedules; `npm test` runs a part of them. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.{faults,test}.ts'],
    exclude: ['test/faults/faults.test.ts'],
    // By itself vitest leaves one core free; on two that would run one file after the other.
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 60_000,
    disableConsoleIntercept: true,
  },
});
