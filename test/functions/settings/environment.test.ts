import { describe, expect, it } from 'vitest';
import { readEnvironment, readTableName } from '../../../functions/settings/environment.ts';

const GOOD = { RUNWAY_TABLE: 'history', RUNWAY_TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:alerts' };

describe('the environment of a function', () => {
  it('names the table and the topic', () => {
    expect(readEnvironment(GOOD)).toEqual({ table: 'history', topicArn: GOOD.RUNWAY_TOPIC_ARN });
  });

  it('may name another API', () => {
    const env = { ...GOOD, RUNWAY_BASE_URL: 'http://127.0.0.1:8080/v1' };
    expect(readEnvironment(env).baseUrl).toBe('http://127.0.0.1:8080/v1');
  });

  it('may name the page that links lead to', () => {
    const env = { ...GOOD, RUNWAY_REPORT_URL: 'https://x.lambda-url.eu-west-1.on.aws/' };
    expect(readEnvironment(env).reportUrl).toBe('https://x.lambda-url.eu-west-1.on.aws/');
    expect(readEnvironment({ ...GOOD, RUNWAY_REPORT_URL: ' ' })).not.toHaveProperty('reportUrl');
  });

  it('of the page is the table alone', () => {
    expect(readTableName({ RUNWAY_TABLE: ' history ' })).toBe('history');
    expect(() => readTableName({})).toThrow('RUNWAY_TABLE is missing: deploy the stack again');
  });

  it('is refused with everything that is missing or blank', () => {
    expect(() => readEnvironment({ RUNWAY_TOPIC_ARN: ' ', RUNWAY_BASE_URL: '' })).toThrow(
      'RUNWAY_TABLE is missing; RUNWAY_TOPIC_ARN is blank; RUNWAY_BASE_URL is blank (leave it out instead): deploy the stack again',
    );
  });
});
