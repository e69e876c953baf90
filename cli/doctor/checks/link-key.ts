import { advisedSetup } from '../advised.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Without it messages carry no links, and every link is refused. */
export async function checkLinkKey(patient: Patient): Promise<Finding[]> {
  const { settings, parameters } = patient;
  if (!settings.page) return [];
  const name = settings.linkKeyParameter;
  const what = 'key of the links';
  const stored = await parameters.read(name);
  if (stored?.isSecure) return [ok(what, `stored at ${name}`)];
  const said = stored === undefined ? `nothing is stored at ${name}` : `${name} is a plain String`;
  return [wrong(what, said, `make one: ${advisedSetup(patient)}`)];
}
