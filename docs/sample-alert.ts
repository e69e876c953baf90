import { exampleMessage } from '../cli/demo/all-kinds.ts';

const BLOCK = /<!-- alert:begin -->[\s\S]*<!-- alert:end -->/;

/** The README with the email that the example of a runway alert is sent as. */
export function withSampleAlert(readme: string): string {
  const { subject, mail } = exampleMessage('runway');
  const text = `Subject: ${subject}\n\n${mail.trim()}`;
  return readme.replace(
    BLOCK,
    () => `<!-- alert:begin -->\n\`\`\`text\n${text}\n\`\`\`\n<!-- alert:end -->`,
  );
}
