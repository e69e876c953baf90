import { paginateListSubscriptionsByTopic, SubscribeCommand } from '@aws-sdk/client-sns';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Every address of the settings is subscribed, and its owner has said yes. */
export async function checkSubscriptions(patient: Patient): Promise<Finding[]> {
  const { settings, stack } = patient;
  return checkTopic('alerts', stack.alertTopicArn, settings.email, patient);
}

export async function checkTopic(
  topic: string,
  TopicArn: string,
  emails: readonly string[],
  { aws: { sns } }: Patient,
): Promise<Finding[]> {
  const arns = new Map<string, string>();
  for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
    for (const { Protocol, Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? []) {
      // A subscription that ended is listed as "Deleted" for a while.
      if (Protocol === 'email' && SubscriptionArn !== 'Deleted')
        arns.set(Endpoint, SubscriptionArn);
    }
  }
  return emails.map((email) => {
    const what = `${topic} to ${email}`;
    const subscribe = async () => {
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: email }));
      return `${email} gets a new mail to confirm`;
    };
    const arn = arns.get(email);
    if (arn === undefined) {
      const advice =
        'subscribe it again: doctor --fix (a mail that nobody confirms is forgotten after 48 hours)';
      return wrong(what, 'not subscribed', advice, subscribe);
    }
    if (arn.startsWith('arn:')) return ok(what, 'confirmed');
    const advice = `look for the mail "AWS Notification - Subscription Confirmation", and give its link to: npm run -s runway -- setup confirm-email 'LINK' (doctor --fix sends the mail again)`;
    return wrong(what, 'not confirmed yet', advice, subscribe);
  });
}
