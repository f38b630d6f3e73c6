import { Box, Flex, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './row-list.module.css';

interface RowListProps {
  readonly label?: string;
  readonly children: ReactNode;
}

/** A short list of things, each with its buttons. */
export function RowList({ label, children }: RowListProps) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  /** The row's title; links in it look like the page's. */
  readonly title: ReactNode;
  /** A picture above the text. */
  readonly head?: ReactNode;
  /** Lines with details. */
  readonly about?: readonly ReactNode[];
  /** Buttons at the end of the row, or below it. */
  readonly children?: ReactNode;
}

export function Row({ title, head, about = [], children }: RowProps) {
  return (
    <li className={classes.row}>
      {head !== undefined && <div className={classes.head}>{head}</div>}
      <Box miw={0}>
        <p className={classes.title}>{title}</p>
        {about.map((line, index) => (
          <Text key={index} mt={2} c="dimmed" fz={14} lh={1.4}>
            {line}
          </Text>
        ))}
      </Box>
      {children !== undefined && (
        <Flex gap={8} wrap="wrap">
          {children}
        </Flex>
      )}
    </li>
  );
}
