/** `npm run test:mutation`: changes one expression at a time, and each change must make a test fail. */
export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['functions/core/{decide,alert,kinds}/**/*.ts', 'functions/engine/**/*.ts'],
  // TypeScript 7 has no compiler API, so Stryker must find no tsconfig that it would rewrite.
  tsconfigFile: 'none.json',
  // A module's constants are worked out before any test, so a change of one costs a whole run.
  ignoreStatic: true,
  concurrency: 2,
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: 'coverage/mutation.html' },
  tempDirName: 'coverage/stryker',
  thresholds: { high: 95, low: 90, break: 90 },
};
