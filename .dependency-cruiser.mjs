// Who may import whom. Each part lists all that it may import beside itself; what is not listed is forbidden.

const core = {
  ledger: [],
  forecast: ['ledger'],
  text: ['ledger'],
  vendor: ['ledger'],
  attribution: ['ledger'],
  upcoming: ['ledger', 'forecast', 'vendor'],
};
core.alert = ['upcoming', ...core.upcoming];
core.state = ['alert', 'attribution', ...core.alert];
core.kinds = ['state', 'text', ...core.state];
core.decide = ['kinds', ...core.kinds];
core.agency = ['kinds', ...core.kinds];
core.digest = ['agency', ...core.agency];
core.wording = ['digest', ...core.digest];

const adapters = {
  http: [],
  aws: ['http'],
  smartlyq: ['http', 'aws'],
  table: [],
  notify: ['http', 'aws'],
  web: ['http', 'aws'],
};

const shared = ['functions/core', 'functions/adapters', 'functions/settings'];
const functions = [...shared, 'functions/engine'];
const parts = {
  'functions/core': [],
  'functions/settings': ['functions/core'],
  'functions/adapters': ['functions/core'],
  'functions/engine': shared,
  'functions/poll': functions,
  'functions/sub-accounts': functions,
  'functions/digest': functions,
  'functions/report': functions,
  'functions/webhook': functions,
  'functions/alarms': functions,
  simulator: ['functions/core/ledger', 'functions/adapters/http', 'functions/adapters/web'],
  cli: ['functions', 'simulator', 'infra'],
  infra: ['functions/settings', 'functions/adapters/table'],
  bench: ['functions', 'simulator', 'cli', 'infra', 'test/support'],
};

const anchored = (folders) => folders.map((folder) => `^${folder}/`);

function rooms(house, table) {
  return Object.entries(table).map(([room, allowed]) => ({
    name: `${house}/${room} imports ${allowed.join(', ') || 'no other room'}`,
    severity: 'error',
    from: { path: `^${house}/${room}/` },
    to: {
      path: `^${house}/`,
      pathNot: anchored([room, ...allowed].map((name) => `${house}/${name}`)),
    },
  }));
}

export default {
  forbidden: [
    { name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(parts).map(([part, allowed]) => ({
      name: `${part} imports ${allowed.join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^${part}/` },
      to: {
        path: anchored(['functions', 'simulator', 'cli', 'infra', 'bench', 'test']),
        pathNot: anchored([part, ...allowed]),
      },
    })),
    ...rooms('functions/core', core),
    ...rooms('functions/adapters', adapters),
    {
      name: 'the core imports no package but big.js',
      severity: 'error',
      from: { path: '^functions/core/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: 'node_modules/(@types/)?big.js/',
      },
    },
    {
      name: 'every import can be resolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'types', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
