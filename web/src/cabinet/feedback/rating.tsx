import { Button, Flex, Textarea } from '@mantine/core';
import { useState } from 'react';
import { SCORES } from '../../entities/feedback/feedback.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import classes from './rating.module.css';

const MOST_WORDS = 1_000;
const GOOD_FROM = 4;

interface RatingProps {
  readonly score: number | null;
  readonly words: string | null;
  readonly points: number;
  readonly reward: { readonly state: 'DUE' | 'GIVEN' | 'REFUSED' } | null;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onAnswer: (answer: { readonly score: number; readonly words?: string }) => void;
}

/** Rating of a visit: a tap on a number from 1 to 5 sends the score; after that the guest may add a comment. */
export function Rating({ score, words: said, points, reward, isBusy, error, onAnswer }: RatingProps) {
  const { t } = useTranslation('cabinet');
  const problem = useProblemWords();
  const [words, setWords] = useState(said ?? '');
  const isSaid = words.trim() === (said ?? '');
  return (
    <div>
      <fieldset className={classes.scores} disabled={isBusy}>
        <legend className="visually-hidden">{t('feedback.scores')}</legend>
        {SCORES.map((one) => (
          <button
            key={one}
            type="button"
            className={classes.score}
            aria-label={t('feedback.score', { score: one })}
            aria-pressed={score === one}
            onClick={() => onAnswer({ score: one })}
          >
            {one}
          </button>
        ))}
      </fieldset>
      <Flex component="p" justify="space-between" mt={6} mb={0} c="dimmed" fz={15} aria-hidden>
        <span>{t('feedback.worst')}</span>
        <span>{t('feedback.best')}</span>
      </Flex>
      {score === null && points > 0 && <p className={classes.soft}>{t('feedback.promise', { count: points })}</p>}
      {error !== null && <ProblemNotice words={problem(error)} />}
      {score !== null && (
        <>
          <p role="status">{t(score >= GOOD_FROM ? 'feedback.thanksGood' : 'feedback.thanksBad')}</p>
          {reward !== null && reward.state !== 'REFUSED' && <p className={classes.soft}>{t('feedback.earned')}</p>}
          <Form gap={12} mt={16} onSubmit={() => onAnswer({ score, words: words.trim() })}>
            <Textarea
              size="md"
              label={t('feedback.words')}
              autosize
              minRows={3}
              maxLength={MOST_WORDS}
              {...bound(words, setWords)}
            />
            {isSaid && said !== null ? (
              <p className={classes.soft} role="status">
                {t('feedback.sent')}
              </p>
            ) : (
              <Button type="submit" size="lg" loading={isBusy} disabled={isSaid}>
                {t('feedback.send')}
              </Button>
            )}
          </Form>
        </>
      )}
    </div>
  );
}
