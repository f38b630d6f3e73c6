import { ActionIcon, Button, Flex } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { AutomationMistake } from '../../entities/automation/automation.api';
import { IconArrowDown } from '../../shared/icons/icon-arrow-down';
import { IconArrowUp } from '../../shared/icons/icon-arrow-up';
import { IconTrash } from '../../shared/icons/icon-trash';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './automations.module.css';

export type Mistake = Pick<AutomationMistake, 'path' | 'message'>;

interface LineProps {
  readonly sentence: string;
  /** Opens or closes the fields of the line; left out: the reader may not edit. */
  readonly onToggle?: (() => void) | undefined;
  readonly isOpen: boolean;
  /** Whether the line takes the keyboard focus, because it was just added or moved. */
  readonly takesFocus?: boolean;
  readonly mistakes?: readonly Mistake[];
  readonly counts?: ReactNode;
  /** Moves or removes the step of the line; left out: the line can't be moved. `up` or `down` null: not in this direction. */
  readonly moves?: {
    readonly up: (() => void) | null;
    readonly down: (() => void) | null;
    readonly remove: () => void;
  };
  /** Fields that an open line shows below its sentence. */
  readonly children?: ReactNode;
}

/** One rule or step of an automation as a sentence; a press opens its fields below, Escape closes them. */
export function Line({
  sentence,
  onToggle,
  isOpen,
  takesFocus = false,
  mistakes = [],
  counts,
  moves,
  children,
}: LineProps) {
  const { t } = useTranslation('admin');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  function close(): void {
    onToggle?.();
    button.current?.focus();
  }
  return (
    <div className={classes.line} data-mistake={mistakes.length > 0}>
      <div className={classes.head}>
        {onToggle === undefined ? (
          <span className={classes.sentence}>{sentence}</span>
        ) : (
          <button ref={button} type="button" className={classes.sentence} aria-expanded={isOpen} onClick={onToggle}>
            {sentence}
          </button>
        )}
        {moves !== undefined && (
          <Flex component="span" gap={4}>
            <ActionIcon
              variant="default"
              aria-label={t('automations.up', { step: sentence })}
              disabled={moves.up === null}
              onClick={() => moves.up?.()}
            >
              <IconArrowUp size={18} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={t('automations.down', { step: sentence })}
              disabled={moves.down === null}
              onClick={() => moves.down?.()}
            >
              <IconArrowDown size={18} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label={t('automations.removeStep', { step: sentence })}
              onClick={moves.remove}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Flex>
        )}
      </div>
      {counts}
      {mistakes.map(({ path, message }) => (
        <p key={`${path} ${message}`} className={classes.mistake}>
          {message}
        </p>
      ))}
      {isOpen && onToggle !== undefined && (
        <div
          className={classes.open}
          role="group"
          aria-label={sentence}
          onKeyDown={(event) => {
            // A select of the fields handles Escape itself while its dropdown is open; the line then stays open.
            if (event.key === 'Escape' && !event.defaultPrevented) close();
          }}
        >
          {children}
          <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
            <Button variant="default" onClick={close}>
              {t('automations.done')}
            </Button>
          </Flex>
        </div>
      )}
    </div>
  );
}
