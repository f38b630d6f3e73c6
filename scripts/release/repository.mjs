import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The Git repository of a folder. A release keeps its done steps in the index, so that a failed one is taken back alone. */
export function openRepository(folder) {
  const ask = (args, options = {}) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', ...options });
  const git = (...args) => ask(args, { stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const holds = (...args) => {
    try {
      git(...args);
      return true;
    } catch {
      return false;
    }
  };
  const root = git('rev-parse', '--show-toplevel');
  const files = (args) => ask(args, { cwd: root }).split('\0').filter(Boolean);
  const changedIn = (paths) =>
    paths.length === 0 ? [] : files(['ls-files', '-z', '-m', '-d', '-o', '--exclude-standard', '--', ...paths]);

  return {
    root,
    head: () => git('rev-parse', 'HEAD'),
    branch: () => git('rev-parse', '--abbrev-ref', 'HEAD'),
    treeOf: (commit) => git('rev-parse', `${commit}^{tree}`),
    parentOf: (commit) => git('rev-parse', `${commit}^`),
    isAncestor: (commit, of) => holds('merge-base', '--is-ancestor', commit, of),
    /** The commit of a tag, or undefined. */
    commitOfTag: (tag) =>
      holds('rev-parse', '--verify', `refs/tags/${tag}`) ? git('rev-parse', `refs/tags/${tag}^{commit}`) : undefined,
    /** The tree of the present index. */
    indexTree: () => git('write-tree'),
    /** Files that differ from the last commit, and untracked ones. */
    changed: () => files(['status', '--porcelain', '-z', '--no-renames']).map((line) => line.slice(3)),
    /** Files that differ from the index, and untracked ones. */
    unstaged: () =>
      files(['status', '--porcelain', '-z', '--no-renames'])
        .filter((line) => line[1] !== ' ')
        .map((line) => line.slice(3)),
    stage(paths) {
      const input = changedIn(paths).join('\0');
      if (input !== '')
        ask(['--literal-pathspecs', 'add', '-A', '--pathspec-from-file=-', '--pathspec-file-nul'], {
          cwd: root,
          input,
        });
    },
    /** Resets the index to a tree, and these paths to the index. */
    takeBack(tree, paths) {
      git('read-tree', '--reset', tree);
      if (paths.length === 0) return;
      for (const file of files(['ls-files', '-z', '-o', '--exclude-standard', '--', ...paths]))
        fs.rmSync(path.join(root, file));
      const input = changedIn(paths).join('\0');
      if (input !== '') ask(['checkout-index', '-f', '-z', '--stdin'], { cwd: root, input });
    },
    /** Resets index and files to a tree, without changing the commit. */
    showTree: (tree) => ask(['read-tree', '--reset', '-u', tree], { cwd: root }),
    commit: (...paragraphs) => git('commit', '--quiet', ...paragraphs.flatMap((text) => ['-m', text])),
    /** Headings of notes begin with `#`, which Git takes for comments without `verbatim`. */
    tag: (name, message) => ask(['tag', '--annotate', '--cleanup=verbatim', '--file=-', name], { input: message }),
    resetTo: (commit) => git('reset', '--quiet', '--hard', commit),
    stateFile: () => path.resolve(folder, git('rev-parse', '--git-path', 'loyalty-release.json')),
  };
}
