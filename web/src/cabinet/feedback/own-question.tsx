import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { ownQuestionsQuery } from '../../entities/feedback/feedback.api';
import { lazyPart } from '../../shared/api/lazy-part';

const Question = lazyPart(() => import('./question').then((module) => module.Question));

/** Question about the guest's last visit. An answered question stays on the page until the guest leaves it. */
export function LastVisitQuestion({ guestId }: { readonly guestId: string }) {
  const { data } = useQuery(ownQuestionsQuery(guestId));
  const [first] = data?.items ?? [];
  const [shown, setShown] = useState<string>();
  if (first === undefined || !first.isOpen || data === undefined) return null;
  if (first.score !== null && first.saleId !== shown) return null;
  return (
    <Suspense>
      <Question guestId={guestId} question={first} points={data.points} onAnswered={() => setShown(first.saleId)} />
    </Suspense>
  );
}
