import { Button, Flex } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notice.module.css';
import { usePageTitle } from './page-title';

interface NoticeAction {
  readonly label: string;
  readonly onClick?: () => void;
  readonly href?: string;
}

interface NoticeProps {
  readonly title: string;
  readonly help: string;
  /** A sentence with the code by which support finds a failed request. */
  readonly support?: string | undefined;
  readonly tone?: 'plain' | 'bad';
  /** Whether the notice is the page's only content, so that its title is the page's title. */
  readonly isPage?: boolean;
  readonly icon?: ReactNode;
  readonly actions?: readonly NoticeAction[];
}

/** The content of a page or panel that has nothing else to show: the reason, and what to do. */
export function Notice({ title, help, support, tone = 'plain', isPage = false, icon, actions = [] }: NoticeProps) {
  usePageTitle(isPage ? title : null);
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <section className={classes.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      {icon}
      <Heading className={classes.title}>{title}</Heading>
      <p className={classes.help}>{help}</p>
      {support !== undefined && <p className={classes.help}>{support}</p>}
      {actions.length > 0 && (
        <Flex gap={8} wrap="wrap" justify="center" mt={12}>
          {actions.map(({ label, onClick, href }) =>
            href === undefined ? (
              <Button key={label} variant="default" onClick={onClick}>
                {label}
              </Button>
            ) : (
              <Button key={label} variant="default" component="a" href={href}>
                {label}
              </Button>
            ),
          )}
        </Flex>
      )}
    </section>
  );
}
