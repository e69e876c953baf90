import { describe, expect, it } from 'vitest';
import { alarmCount } from '../../functions/settings/alarm-count.ts';
import { hasFunctionUrls, regionFault } from '../../functions/settings/function-urls.ts';
import { parseSettings } from '../../functions/settings/settings.ts';
import { templateOf } from './stack.ts';

const WEBHOOKS = { wallets: [{ id: 'main', webhookSecretParameter: '/webhook-secret' }] };

function publicFunctions(settings: Readonly<Record<string, unknown>>) {
  const template = templateOf({ ...WEBHOOKS, ...settings });
  const urls = Object.values(template.findResources('AWS::Lambda::Url'));
  const functions = template.findResources('AWS::Lambda::Function');
  return urls.map(
    ({ Properties }) => functions[Properties.TargetFunctionArn['Fn::GetAtt'][0]]?.Properties,
  );
}

describe('a stack without a page', () => {
  const settings = { wallets: [{ id: 'main', subAccounts: 'all' }], digest: { every: 'day' } };
  const template = templateOf({ ...settings, page: false });

  it('has no public function, no link and no key for links', () => {
    template.resourceCountIs('AWS::Lambda::Url', 0);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
    template.resourceCountIs('AWS::Lambda::Function', 3);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/RUNWAY_REPORT_URL|link-key/);
    expect(template.findOutputs('ReportUrl')).toEqual({});
  });

  it('has an alarm less', () => {
    const alarms = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarmCount(parseSettings({ ...settings, page: false }))).toBe(alarms.length);
  });

  it('can take no webhooks, and the settings say so', () => {
    expect(() => parseSettings({ ...WEBHOOKS, page: false })).toThrow(
      'wallets[0].webhookSecretParameter: webhooks need a public address and "page" is false',
    );
  });
});

describe('a region without Function URLs', () => {
  it('is refused before anything is deployed, unless the settings want no page', () => {
    expect(['eu-west-1', 'us-east-1'].map(hasFunctionUrls)).toEqual([true, true]);
    for (const region of ['il-central-1', 'eu-south-2', 'me-central-1']) {
      expect(regionFault({ page: true }, region)).toContain('set "page": false');
      expect(regionFault({ page: false }, region)).toBeUndefined();
    }
  });
});

describe('the two public functions', () => {
  it('write no log lines of Lambda’s own, whose number strangers would choose', () => {
    const found = publicFunctions({});
    expect(found).toHaveLength(2);
    for (const one of found) expect(one?.LoggingConfig.SystemLogLevel).toBe('WARN');
  });

  it('have the limit that the settings give, and none without', () => {
    const limits = (settings: Readonly<Record<string, unknown>>) =>
      publicFunctions(settings).map((one) => one?.ReservedConcurrentExecutions);
    expect(limits({})).toEqual([undefined, undefined]);
    expect(limits({ publicConcurrency: 5 })).toEqual([5, 5]);
  });
});

describe('the dashboard', () => {
  it('is there where the settings ask for it, with every function', () => {
    templateOf().resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    const template = templateOf({ ...WEBHOOKS, dashboard: true });
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard);
    for (const id of Object.keys(template.findResources('AWS::Lambda::Function'))) {
      expect(body).toContain(id);
    }
    expect(body).toMatch(/AWS\/Scheduler.*AWS\/SQS.*AWS\/SNS/);
  });
});
