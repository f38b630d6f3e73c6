import { memo, type ReactNode, Suspense, useSyncExternalStore } from 'react';
import { kindOf, membersOf, namesOf } from '../described/member-at';
import type { Member } from '../described/operation';
import { Help } from '../ui/page';
import { Loading } from '../ui/loading';
import { Added } from './added';
import { type DocumentKit, useDocumentKit, useMember, useMistakeText } from './document-context';
import type { DocumentPath } from './document-store';
import { Field } from './field';
import { FieldMistake } from './field-mistake';
import { ListOf } from './list-of';
import { looksAt, wordsAt } from './looks';
import { MakingField } from './making-field';
import { entryAt } from './member-words';
import { ordered } from './member-order';
import { namedMembers } from './named-members';
import { PartKind } from './part-kind';
import classes from './parts.module.css';
import { besideIn, Sentence, sentenceAt } from './sentence';
import { Switched } from './switched';

/** The width of a number that stands in a line alone. */
const ALONE_PX = 260;
const LANGUAGES = ['ru', 'en'];

interface PartProps {
  readonly path: DocumentPath;
}

/**
 * The inputs of one member of a document with all its inner members. The API document tells which parts may be missing, which parts have kinds and
 * which parts are lists; the catalogue has the words and the sentences; the kit's layout has the first values. A member without words is not shown,
 * and the document keeps its value.
 */
const PartAt = memo(
  DrawnPart,
  (before, after) =>
    before.path.length === after.path.length && before.path.every((step, at) => step === after.path[at]),
);

function DrawnPart({ path }: PartProps) {
  const kit = useDocumentKit();
  const { member } = useMember(path);
  const names = namesOf(path);
  const initial = entryAt(kit.layout?.firsts ?? {}, names);
  const [add, remove] = [kit.words('add', names), kit.words('remove', names)];
  const isAdded = initial !== undefined && add !== undefined && isOptional(member) && !isListOfParts(member);
  if (!isAdded) return <Whole path={path} />;
  return (
    <Added path={path} first={initial} add={add} remove={remove ?? ''}>
      <Whole path={path} />
    </Added>
  );
}

/** A part that is there, or the switch that adds it. */
function Whole({ path }: PartProps) {
  const kit = useDocumentKit();
  const { member } = useMember(path);
  const names = namesOf(path);
  const initial = entryAt(kit.layout?.firsts ?? {}, names);
  const Own = entryAt(kit.layout?.parts ?? {}, names);
  if (Own !== undefined)
    return (
      <Suspense fallback={<Loading />}>
        <Own path={path} />
      </Suspense>
    );
  const label = wordsAt(kit, 'field', path);
  if (member.type === 'list' && isListOfParts(member)) {
    const Entry = member.of.type === 'kinds' ? Inner : PartsOf;
    return <ListOf path={path}>{(entry) => <Entry path={entry} />}</ListOf>;
  }
  if (member.type === 'group') {
    if (!isOptional(member) || initial === undefined || kit.words('add', names) !== undefined)
      return <Group path={path} label={label} />;
    if (label === undefined) return <Made path={path} makes={initial} />;
    return (
      <Switched path={path} label={label} initial={initial} isOptional={member.orNull !== true}>
        <Inner path={path} />
      </Switched>
    );
  }
  if (member.type === 'kinds') return <Inner path={path} />;
  if (sentenceAt(kit, path) !== undefined) return <Sentence path={path} />;
  return label === undefined ? null : (
    <Field path={path} className={classes.alone} {...(member.type === 'number' && { width: ALONE_PX })} />
  );
}

/** A group that its members make: the members that its first value lacks. The other members are shown once the group is there. */
function Made({ path, makes }: PartProps & { readonly makes: object }) {
  const kit = useDocumentKit();
  const { member, value } = useMember(path);
  const names = Object.keys(membersOf(member, value)).filter(
    (name) => wordsAt(kit, 'field', [...path, name]) !== undefined,
  );
  const isMaking = (name: string) => !(name in makes);
  return (
    <div className={classes.grid}>
      {names.filter(isMaking).map((name) => (
        <MakingField key={name} path={[...path, name]} makes={makes} />
      ))}
      {value !== null &&
        value !== undefined &&
        names.filter((name) => !isMaking(name)).map((name) => <Field key={name} path={[...path, name]} />)}
    </div>
  );
}

/** A group that stands open: its name is a heading above its fields. */
function Group({ path, label }: PartProps & { readonly label: string | undefined }) {
  const { member } = useMember(path);
  const mistake = useMistakeText(path);
  const hasLanguages = member.type === 'group' && member.each !== undefined;
  const fields = (
    <>
      <Inner path={path} />
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
    </>
  );
  if (label === undefined || hasLanguages) return fields;
  return (
    <section aria-label={label}>
      <h3 className={classes.title}>{label}</h3>
      {fields}
    </section>
  );
}

/** The sentence of a part, the inputs of the members that do not stand in the sentence, and the help text. */
function Inner({ path }: PartProps) {
  const kit = useDocumentKit();
  const { member } = useMember(path);
  const said = sentenceAt(kit, path);
  const names = namesOf(path);
  const hasSelect = said === undefined && member.type === 'kinds';
  // The select of the kind shows the help text of the part.
  const help = hasSelect ? kit.words('help', [kindOf(member, kit.store.get(path))]) : kit.words('help', names);
  const Kind = entryAt(kit.layout?.parts ?? {}, [`${names.at(-1) ?? ''}Kind`]) ?? PartKind;
  return (
    <>
      {said !== undefined ? <Sentence path={path} /> : hasSelect && <Kind path={path} />}
      <PartsOf path={path} beside={said?.slots ?? []} />
      {help !== undefined && <Help>{help}</Help>}
    </>
  );
}

interface PartsOfProps extends PartProps {
  /** Members that are drawn elsewhere. */
  readonly beside?: readonly string[];
  /** The members to draw; left out: all. */
  readonly only?: readonly string[];
}

/** The inputs of all members of a part, with all their inner members. Consecutive members with a single input stand in columns. */
export function PartsOf({ path, beside = [], only }: PartsOfProps) {
  const kit = useDocumentKit();
  const { member, value } = useMember(path);
  const members = namedMembers(member, value, LANGUAGES);
  const elsewhere = new Set([...beside, ...Object.keys(members).flatMap((name) => besideIn(kit, [...path, name]))]);
  const isShown = (name: string) => looksAt(kit, [...path, name]) !== false;
  const all = ordered(kit, path, only ?? Object.keys(members)).filter(
    (name) => name in members && !elsewhere.has(name),
  );
  useSyncExternalStore(kit.store.subscribe, () => all.filter(isShown).join(' '));
  const names = all.filter(isShown);
  const drawn: ReactNode[] = [];
  let row: string[] = [];
  const endRow = () => {
    const [first] = row;
    if (first !== undefined)
      drawn.push(
        row.length === 1 ? (
          <PartAt key={first} path={[...path, first]} />
        ) : (
          <div key={first} className={classes.grid}>
            {row.map((name) => (
              <Field key={name} path={[...path, name]} />
            ))}
          </div>
        ),
      );
    row = [];
  };
  for (const name of names) {
    const inner = members[name];
    if (inner !== undefined && isField(kit, [...path, name], inner)) row.push(name);
    else {
      endRow();
      drawn.push(<PartAt key={name} path={[...path, name]} />);
    }
  }
  endRow();
  return drawn;
}

/** Whether a member is drawn as a single input: the catalogue has a name but no sentence for it, and the layout has no component for it. */
function isField(kit: DocumentKit, path: DocumentPath, member: Member): boolean {
  const names = namesOf(path);
  return (
    member.type !== 'group' &&
    member.type !== 'kinds' &&
    !isListOfParts(member) &&
    entryAt(kit.layout?.parts ?? {}, names) === undefined &&
    wordsAt(kit, 'field', path) !== undefined &&
    !isWide(kit, path) &&
    sentenceAt(kit, path) === undefined
  );
}

function isWide(kit: DocumentKit, path: DocumentPath): boolean {
  const looks = looksAt(kit, path);
  return looks !== false && looks.isWide === true;
}

function isOptional({ needed, orNull }: Member): boolean {
  return needed !== true || orNull === true;
}

function isListOfParts(member: Member): boolean {
  return member.type === 'list' && (member.of.type === 'group' || member.of.type === 'kinds');
}
