import { Fragment } from 'react';
import { kindOf, membersOf, namesOf } from '../described/member-at';
import type { Member } from '../described/operation';
import { useDocumentKit, useMember } from './document-context';
import type { DocumentPath } from './document-store';
import { Field, type FieldProps } from './field';

interface FieldsOfProps {
  /** The path of a group, or of a part that has kinds; `[]` is the whole document. */
  readonly path: DocumentPath;
  /** Members that are drawn elsewhere, or that no person sets. */
  readonly beside?: readonly string[];
  /** Properties that change the usual input of a member, by the member's name; false: the member is not shown now. */
  readonly differently?: Readonly<Record<string, Partial<FieldProps> | false>>;
  readonly className?: string | undefined;
}

/**
 * The fields of all members of a group in the order of the API document. A member that is new in the API document appears once the catalogue has words
 * for it; until then no editor shows the member, and the document keeps its value.
 */
export function FieldsOf({ path, beside = [], differently = {}, className }: FieldsOfProps) {
  const { words } = useDocumentKit();
  const { member, value } = useMember(path);
  // A kind may have words of its own for a member that several kinds have.
  const kind = member.type === 'kinds' ? [kindOf(member, value)] : [];
  return Object.entries(membersOf(member, value)).map(([name, inner]) => {
    const at = [...path, name];
    const special = differently[name];
    if (beside.includes(name) || special === false || isListOfParts(inner)) return null;
    const label = special?.label ?? words('field', namesOf([...path, ...kind, name]));
    if (!isGroup(inner) && label === undefined) return null;
    return (
      <Fragment key={name}>
        {isGroup(inner) ? (
          <FieldsOf path={at} className={className} />
        ) : (
          <Field path={at} className={className} {...special} {...(label !== undefined && { label })} />
        )}
      </Fragment>
    );
  });
}

function isGroup({ type, orNull }: Member): boolean {
  return type === 'group' && orNull !== true;
}

/** Whether a member is a list of parts, whose fields the page draws itself (`Entries`). */
function isListOfParts(member: Member): boolean {
  return member.type === 'list' && (member.of.type === 'group' || member.of.type === 'kinds');
}
