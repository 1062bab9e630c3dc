import { describe, expect, it } from 'vitest';
import { isProblemKind, problem, problemResponse } from '#kernel/problems.ts';
import { ProblemSchema, problemKinds } from '#schemas/problem.ts';

describe('a problem', () => {
  it.each(problemKinds)('of kind %s is what RFC 9457 asks for', (kind) => {
    const told = problem(kind, 'why', { errors: [{ pointer: '/a', detail: 'b' }], possible: ['sign'] });
    expect(ProblemSchema.parse(told)).toMatchObject({ type: `urn:jiesu:problem:${kind}` });
    expect(problemResponse(told)).toMatchObject({
      statusCode: told.status,
      headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' },
    });
  });

  it('of our own making tells nothing of its inside', () => {
    expect(problem('internal', 'TypeError at /var/task/index.mjs').detail).not.toContain('TypeError');
  });

  it('says when to come again, and by which methods', () => {
    expect(problemResponse(problem('busy', 'x')).headers).toMatchObject({ 'retry-after': '2' });
    expect(problemResponse(problem('too-many-tries', 'x')).headers).toHaveProperty('retry-after');
    expect(problemResponse(problem('method-not-allowed', 'x', { possible: ['GET', 'POST'] })).headers).toMatchObject({
      allow: 'GET, POST',
    });
  });

  it('is told by a closed list of kinds', () => {
    expect(isProblemKind('busy')).toBe(true);
    expect(isProblemKind('toString')).toBe(false);
  });
});
