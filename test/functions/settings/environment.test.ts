import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../functions/settings/environment.ts';

const GOOD = { RUNWAY_TABLE: 'history', RUNWAY_TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:alerts' };

describe('the environment of a function', () => {
  it('names the table and the topic', () => {
    expect(readEnvironment(GOOD)).toEqual({ table: 'history', topicArn: GOOD.RUNWAY_TOPIC_ARN });
  });

  it('may name another API', () => {
    const env = { ...GOOD, RUNWAY_BASE_URL: 'http://127.0.0.1:8080/v1' };
    expect(readEnvironment(env).baseUrl).toBe('http://127.0.0.1:8080/v1');
  });

  it('is refused with everything that is missing or blank', () => {
    expect(() => readEnvironment({ RUNWAY_TOPIC_ARN: ' ', RUNWAY_BASE_URL: '' })).toThrow(
      'RUNWAY_TABLE is missing; RUNWAY_TOPIC_ARN is blank; RUNWAY_BASE_URL is blank (leave it out instead): deploy the stack again',
    );
  });
});
