import { Box, Flex } from '@mantine/core';
import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './page.module.css';
import { usePageTitle } from './page-title';

interface PageHeadProps {
  readonly title: string;
  readonly sub?: ReactNode;
  readonly children?: ReactNode;
}

/** The head of a console page: its title, its date, and its actions. */
export function PageHead({ title, sub, children }: PageHeadProps) {
  usePageTitle(title);
  return (
    <Flex component="header" gap="12px 24px" wrap="wrap" align="flex-end" justify="space-between" mb={16}>
      <Box flex="1 1 320px" miw={0}>
        <h1 className={classes.title}>{title}</h1>
        {sub !== undefined && <p className={classes.sub}>{sub}</p>}
      </Box>
      {children}
    </Flex>
  );
}

/** A link above the head of a page, to the list to which the page belongs. */
export function BackLink({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <Link className={`screen-only ${classes.back}`} to={to}>
      {children}
    </Link>
  );
}

export function Panel({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={title}>
      <Flex component="header" gap={8} wrap="wrap" align="center" justify="space-between" mb={16}>
        <Box component="h2" m={0} fz={17} fw={650} lts="-0.01em">
          {title}
        </Box>
        {aside}
      </Flex>
      {children}
    </section>
  );
}

/** A paragraph that explains what stands beside it. */
export function Help(props: Omit<ComponentProps<'p'>, 'className'>) {
  return <p className={classes.help} {...props} />;
}

interface FiltersProps {
  readonly label?: string;
  readonly children: ReactNode;
}

/** Inputs that narrow a list. */
export function Filters({ label, children }: FiltersProps) {
  return (
    <div className={classes.filters} {...(label !== undefined && { role: 'group', 'aria-label': label })}>
      {children}
    </div>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  /** The comparison with an earlier value, in words. */
  readonly compared?: string;
}

interface FiguresProps {
  readonly figures: readonly FigureProps[];
  /** Whether the figures are too long for two in a row on a phone. */
  readonly areLong?: boolean;
}

/** Figures in rows of three or four; the last figure fills its row. */
export function Figures({ figures, areLong = false }: FiguresProps) {
  return (
    <dl
      className={classes.figures}
      data-lines-of={figures.length % 3 === 0 || figures.length === 5 ? 3 : 4}
      data-long={areLong}
    >
      {figures.map(({ label, value, compared }) => (
        <div key={label} className={classes.figure}>
          <dt>{label}</dt>
          <dd className={classes.value}>{value}</dd>
          {compared !== undefined && (
            <Box component="dd" mt={4} mb={0} mx={0} c="dimmed" fz={13}>
              {compared}
            </Box>
          )}
        </div>
      ))}
    </dl>
  );
}
