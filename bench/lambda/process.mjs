/**
 * A Lambda's process: loads a handler as the runtime does, invokes it once per wallet in turn, and writes
 * what that took to file descriptor 3 as JSON. Plain JavaScript, because stripping types in here would be
 * in the figures; nothing is imported before the handler for the same reason.
 *
 * Arguments: the handler's file; JSON `{wallets, startMs?, stepMs?}`. With `startMs` the clock stands there
 * at the first invocation and `stepMs` later at each further one.
 */
const [file, plan] = process.argv.slice(2);
const { wallets, startMs, stepMs = 0 } = JSON.parse(plan);
const { createRequire } = process.getBuiltinModule('node:module');
const { writeSync } = process.getBuiltinModule('node:fs');
const requests = [];
const realNow = Date.now;
let offsetMs = 0;
if (startMs !== undefined) Date.now = () => realNow() + offsetMs;

const require = createRequire(file);
const beforeLoad = performance.now();
const { handler } = file.endsWith('.mjs') ? await import(file) : require(file);
const initMs = performance.now() - beforeLoad;
const initRss = process.memoryUsage.rss();

watchRequests();
const invocations = [];
for (const [index, wallet] of wallets.entries()) {
  if (startMs !== undefined) offsetMs = startMs + index * stepMs - realNow();
  requests.length = 0;
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  await handler({ wallet }, { awsRequestId: String(index), callbackWaitsForEmptyEventLoop: false });
  const ms = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  invocations.push({
    ms,
    cpuMs: (user + system) / 1_000,
    rss: process.memoryUsage.rss(),
    requests: requests.map(({ startedAt: _, ...request }) => request),
  });
}
writeSync(3, JSON.stringify({ initMs, initRss, invocations }));
process.exit();

/** Node tells of each request by itself, whether of `node:http` (the SDK) or of `fetch`. */
function watchRequests() {
  const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');
  const under = new Map();
  const begin = (key, port, target) => {
    const request = { port, target, ms: Number.NaN, startedAt: performance.now() };
    under.set(key, request);
    requests.push(request);
  };
  const end = (key) => {
    const request = under.get(key);
    if (request !== undefined) request.ms = performance.now() - request.startedAt;
    under.delete(key);
  };
  subscribe('http.client.request.start', ({ request }) =>
    begin(
      request,
      Number(request.port ?? request.getHeader('host')?.split(':')[1]),
      request.getHeader('x-amz-target'),
    ),
  );
  subscribe('http.client.response.finish', ({ request }) => end(request));
  subscribe('undici:request:create', ({ request }) =>
    begin(request, Number(new URL(request.origin).port)),
  );
  subscribe('undici:request:trailers', ({ request }) => end(request));
}
