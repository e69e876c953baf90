import { userInfo } from 'node:os';

/** Who is told to have asked: the name that was typed, or the one that the machine knows. */
export function requesterName(typed: string | undefined): string {
  if (typed !== undefined && typed.trim() !== '') return typed;
  try {
    return userInfo().username;
  } catch {
    return ''; // a container's user may have no name
  }
}
