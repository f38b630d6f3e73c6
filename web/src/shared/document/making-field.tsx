import { emptyOf } from '../described/member-at';
import { useMember } from './document-context';
import { Field, type FieldProps } from './field';

interface MakingFieldProps extends FieldProps {
  /** The first values of the other members of the group. */
  readonly makes: object;
}

/** The input of the member without which its group is missing: a typed value makes the group, and an empty input removes it. */
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
