import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { deployedStack } from '../../cli/deployment/stack.ts';
import { until } from './emulator.ts';
import { itemsOf, keepAsAwsDoes } from './kept-table.ts';
import { type Run, stackStatus } from './run.ts';

/** Upgraded, removed, and taken up again. */
export function later(run: Run): void {
  const { dynamodb, name } = run;

  const another = (what: string, before: number) =>
    until(what, async () => ((await run.readings()).length > before ? true : undefined));

  it('a deployment without changes changes nothing', async () => {
    const { code, said } = await run.cdk('diff', '--fail', '--method=template');
    expect(said).toContain('There were no differences');
    expect(code).toBe(0);
  });

  it('changed settings deploy over the old ones, and the history goes on', async () => {
    const before = (await run.readings()).length;
    run.changeSettings({ levelsDays: [5, 2], floor: 10, emptyAt: 1 });
    const { code, said } = await run.cdk('deploy');
    expect(code, said).toBe(0);
    const upgraded = await deployedStack(name);
    expect(upgraded.table).toBe(run.stack.table);
    expect(upgraded.settingsFingerprint).not.toBe(run.stack.settingsFingerprint);
    await another('a reading after the upgrade', before);
    expect((await run.doctor()).code).toBe(0);
  });

  it('teardown removes stack and secrets, and AWS is told to keep the history', async () => {
    const { TemplateBody = '' } = await new CloudFormationClient().send(
      new GetTemplateCommand({ StackName: name }),
    );
    expect(TemplateBody.match(/"?DeletionPolicy"?: "?Retain"?/g)).toHaveLength(1);
    const before = await itemsOf(dynamodb, run.stack.table);
    const { code, said } = await run.teardown();
    expect(code, said).toBe(0);
    expect(said).toContain(`"historyTable": "${run.stack.table}"`);
    expect(said).toContain(`delete the webhook ${run.stack.outputs.WebhookUrl}`);
    expect([undefined, 'DELETE_COMPLETE']).toContain(await stackStatus(name));
    const { keyParameter, slackParameter, linkKeyParameter, webhookParameter } = run;
    const Names = [keyParameter, slackParameter, linkKeyParameter, webhookParameter];
    expect(await new SSMClient().send(new GetParametersCommand({ Names }))).toMatchObject({
      InvalidParameters: expect.arrayContaining(Names),
    });
    await keepAsAwsDoes(dynamodb, run.stack.table, before);
  });

  it('a new stack goes on with the old history', async () => {
    const before = (await run.readings()).length;
    run.changeSettings({ historyTable: run.stack.table });
    expect((await run.setup()).code).toBe(0);
    const { code, said } = await run.cdk('deploy');
    expect(code, said).toBe(0);
    expect((await deployedStack(name)).table).toBe(run.stack.table);
    await another('a reading by the new stack', before);
  });

  it('the history is deleted only when its table is named twice', async () => {
    const once = await run.teardown('--delete-history');
    expect(once.code).toBe(1);
    expect(once.said).toContain('name its table a second time');
    expect(await stackStatus(name)).toMatch(/_COMPLETE$/);

    const { table } = run.stack;
    const twice = await run.teardown('--delete-history', '--history-name', table);
    expect(twice.code, twice.said).toBe(0);
    await expect(dynamodb.send(new DescribeTableCommand({ TableName: table }))).rejects.toThrow();
  });
}
