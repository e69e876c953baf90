import { describe, expect, it } from 'vitest';
import { confirmationIn } from '../../../cli/setup/confirm-email.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:Runway-Alerts-1';
const TOKEN = '2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92';

describe('a confirmation', () => {
  it('is in the link of the mail, with its topic and region', () => {
    const link = `https://sns.eu-central-1.amazonaws.com/confirmation.html?TopicArn=${TOPIC}&Token=${TOKEN}&Endpoint=a@b.example`;
    const expected = { token: TOKEN, topicArn: TOPIC, region: 'eu-central-1' };
    expect(confirmationIn(link)).toEqual(expected);
    expect(confirmationIn(TOKEN, TOPIC)).toEqual(expected);
  });

  it.each([
    ['', TOPIC],
    [TOKEN, undefined],
    ['https://example.com/?Token=x', undefined],
    [`https://example.com/?Token=${TOKEN}&TopicArn=arn:aws:sqs:eu-central-1:123456789012:q`, TOPIC],
    ['a b', TOPIC],
  ])('is not in %j', (text, topic) => {
    expect(() => confirmationIn(text, topic)).toThrow('this is no confirmation link');
  });
});
