import { dirname } from 'node:path';

type Action = 'read' | 'write' | 'make the folder';

/** A system error on a named file as a sentence for the user: what failed, where, why, and the channel. */
export function fileErrorText(
  action: Action,
  path: string,
  error: unknown,
  /** @default by the reason */
  advice?: string,
): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const [reason, usualAdvice] = explain(action, code, path) ?? [message, 'check the path'];
  return `cannot ${action} ${path}: ${reason}; ${advice ?? usualAdvice}`;
}

function explain(action: Action, code: string, path: string): [string, string] | undefined {
  const another = action === 'read' ? 'check the path' : 'choose another place';
  switch (code) {
    case 'ENOENT':
      if (action === 'read') return ['there is no such file', 'check the path'];
      return action === 'write'
        ? [`there is no folder ${dirname(path)}`, 'create it, or choose another place']
        : ['the system does not allow a folder there', another];
    case 'EISDIR':
      return ['it is a folder', 'name a file'];
    case 'ENOTDIR':
      return ['a part of the path is a file', another];
    case 'EEXIST':
      return ['there is a file of that name', another];
    case 'EACCES':
    case 'EPERM':
      return ['no permission', action === 'read' ? 'check its access rights' : another];
    case 'EROFS':
      return ['the disk is read-only', another];
    case 'ENOSPC':
      return ['the disk is full', 'free some space, or choose another place'];
    default:
      return undefined;
  }
}
