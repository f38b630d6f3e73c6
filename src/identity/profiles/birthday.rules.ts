/** The day of the year of a birth date, as the guest's state stores it: month × 100 + day. */
export function birthdayOf(birthDate: string | null): number | null {
  return birthDate === null ? null : Number(birthDate.slice(5, 7)) * 100 + Number(birthDate.slice(8, 10));
}

/** Whether today is the birthday; 29 February counts as the 28th in other years (ledger.md, rule 33). */
export function isBirthday(birthDate: string, today: string): boolean {
  const day = birthDate.slice(5);
  if (day === today.slice(5)) return true;
  return day === '02-29' && today.slice(5) === '02-28' && !isLeapYear(Number(today.slice(0, 4)));
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
