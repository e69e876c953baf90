import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../simulator/server.ts';
import { dataOf, getBalance, serve } from './serving.ts';

interface ControlBody {
  readonly error?: string;
  readonly balance?: string;
  readonly faultsWaiting?: number;
}

async function control({ controlUrl }: Simulator, method: string, path: string, body?: string) {
  const response = await fetch(`${controlUrl}${path}`, {
    method,
    body,
  });
  return { status: response.status, body: (await response.json()) as ControlBody };
}

describe('steering over HTTP', () => {
  it('tops the wallet up', async () => {
    const simulator = await serve();
    const answer = await control(simulator, 'POST', '/top-up', '{"amount":750}');
    expect(answer).toEqual({ status: 200, body: { balance: '850.0000', faultsWaiting: 0 } });
    expect((await dataOf(simulator)).balance).toBe('850.0000');
  });

  it('queues faults and clears them', async () => {
    const simulator = await serve();
    const fault = '{"kind":"status","status":503,"times":3}';
    expect((await control(simulator, 'POST', '/fault', fault)).body.faultsWaiting).toBe(3);
    expect((await getBalance(simulator)).status).toBe(503);
    expect((await control(simulator, 'DELETE', '/fault')).body.faultsWaiting).toBe(0);
    expect((await getBalance(simulator)).status).toBe(200);
  });

  it.each([
    ['/top-up', '{"amount":0}'],
    ['/top-up', '{"amount":"750"}'],
    ['/top-up', '{'],
    ['/top-up', '{"amount":1,"more":2}'],
    ['/fault', '{"kind":"flood"}'],
    ['/fault', '{"kind":"status","status":200}'],
    ['/fault', '{"kind":"reset","times":0}'],
    ['/fault', '[]'],
    ['/fault', `{"kind":"${'x'.repeat(70_000)}"}`],
  ])('refuses %s %.40s with 400 and a reason, and changes nothing', async (path, body) => {
    const simulator = await serve();
    const answer = await control(simulator, 'POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual(expect.any(String));
    expect((await dataOf(simulator)).balance).toBe('100.0000');
  });

  it('knows no other controls', async () => {
    const answer = await control(await serve(), 'GET', '/fault');
    expect(answer).toEqual({
      status: 404,
      body: { error: 'no such control: GET /_control/fault' },
    });
  });
});
