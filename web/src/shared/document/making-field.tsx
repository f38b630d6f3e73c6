import { emptyOf } from '../described/member-at';
import { useMember } from './document-context';
import { Field, type FieldProps } from './field';

interface MakingFieldProps extends FieldProps {
  /** The values that the other members of the group get when the group is made. */
  readonly makes: object;
}

/** The input of a member that decides whether its group exists: a typed value makes the group, and an empty input removes the group. */
export function MakingField({ makes, ...props }: MakingFieldProps) {
  const { path } = props;
  const { member, value, change } = useMember(path.slice(0, -1));
  const name = path.at(-1) ?? '';
  return (
    <Field
      {...props}
      isWhole
      onTyped={(next) =>
        change(next === '' ? emptyOf(member) : { ...makes, ...(value as object | null), [name]: next })
      }
    />
  );
}
