import { Button, Flex } from '@mantine/core';
import type { ReactNode } from 'react';
import { emptyOf } from '../described/member-at';
import { useMember } from './document-context';
import type { DocumentPath } from './document-store';

interface AddedProps {
  readonly path: DocumentPath;
  /** The value with which the part begins. */
  readonly first: object;
  /** The texts of the buttons that add and remove the part. */
  readonly add: string;
  readonly remove: string;
  readonly children: ReactNode;
}

/** The inputs for a part that may be missing, with a button that adds the part and a button that removes it. */
export function Added({ path, first, add, remove, children }: AddedProps) {
  const { member, value, change } = useMember(path);
  if (value === null || value === undefined)
    return (
      <Button variant="default" onClick={() => change(first)}>
        {add}
      </Button>
    );
  return (
    <>
      {children}
      <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
        <Button variant="default" onClick={() => change(emptyOf(member))}>
          {remove}
        </Button>
      </Flex>
    </>
  );
}
