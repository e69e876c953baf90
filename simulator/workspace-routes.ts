import { type Answer, success, workspaceData, workspaceWalletData } from './answers.ts';
import { refuse } from './refusals.ts';
import type { Asked, Route } from './route.ts';
import type { SimulatedWorkspace } from './workspaces.ts';

const READ = 'workspaces:read';
const WRITE = 'workspaces:write';

export const WORKSPACE_ROUTES: readonly Route[] = [
  {
    call: 'GET /workspaces',
    scope: READ,
    answer: ({ workspaces, nowMs }) =>
      workspaces ? success({ workspaces: workspaces.map(workspaceData) }, nowMs) : noAgency(nowMs),
  },
  { call: 'GET /workspaces/{id}', scope: READ, answer: (asked) => ofOne(asked, workspaceData) },
  {
    call: 'GET /workspaces/{id}/wallet',
    scope: READ,
    answer: (asked) => ofOne(asked, (found) => workspaceWalletData(found, asked.walletNowMs)),
  },
  { call: 'POST /workspaces/{id}/pause', scope: WRITE, answer: (asked) => setPaused(asked, true) },
  {
    call: 'POST /workspaces/{id}/resume',
    scope: WRITE,
    answer: (asked) => setPaused(asked, false),
  },
];

function setPaused(asked: Asked, paused: boolean): Answer {
  return ofOne(asked, (workspace) => {
    workspace.status = paused ? 'paused' : 'active';
    workspace.wallet.setPaused(asked.walletNowMs, paused);
    return { ok: true, paused, workspace_id: workspace.id };
  });
}

function ofOne(
  { workspaces, id, nowMs }: Asked,
  dataOf: (found: SimulatedWorkspace) => object,
): Answer {
  if (workspaces === undefined) return noAgency(nowMs);
  const found = workspaces.find((one) => one.id === id);
  if (found !== undefined) return success(dataOf(found), nowMs);
  return refuse({ status: 404, message: 'Workspace not found in your agency.' }, nowMs);
}

function noAgency(nowMs: number): Answer {
  return refuse({ status: 409, message: "Key's workspace has no agency tenant." }, nowMs);
}
