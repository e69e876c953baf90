import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../../cli/deployment/parameters.ts';
import { type Parameter, startParameterStore } from '../../support/parameter-store.ts';

async function store(before: Readonly<Record<string, Parameter>> = {}) {
  const { client, stored } = await startParameterStore(new Map(Object.entries(before)));
  return { parameters: parametersOf(client), stored };
}

describe('the secrets of a deployment', () => {
  it('are stored encrypted', async () => {
    const { parameters, stored } = await store();
    expect(await parameters.write('/a', 'x')).toBe('stored');
    expect(stored.get('/a')).toEqual({ Type: 'SecureString', Value: 'x' });
  });

  it('are left alone when they are the same already', async () => {
    const { parameters } = await store({ '/a': { Type: 'SecureString', Value: 'x' } });
    expect(await parameters.write('/a', 'x')).toBe('unchanged');
    expect(await parameters.write('/a', 'y')).toBe('replaced');
  });

  it('take the place of a plain String, whose type SSM does not change', async () => {
    const { parameters, stored } = await store({ '/a': { Type: 'String', Value: 'x' } });
    expect(await parameters.read('/a')).toEqual({ value: 'x', isSecure: false });
    expect(await parameters.write('/a', 'x')).toBe('replaced');
    expect(stored.get('/a')?.Type).toBe('SecureString');
  });

  it('are removed however many they are, and only those that are there are told', async () => {
    const names = Array.from({ length: 23 }, (_, at) => `/s/${at}`);
    const { parameters, stored } = await store(
      Object.fromEntries(names.map((name) => [name, { Type: 'SecureString', Value: 'x' }])),
    );
    expect(await parameters.remove([...names, '/other'])).toEqual(names);
    expect(stored.size).toBe(0);
  });

  it('are undefined where nothing is stored', async () => {
    expect(await (await store()).parameters.read('/a')).toBeUndefined();
  });
});
