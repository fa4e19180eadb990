// Package passage holds the words of the trade: places and the people in them,
// what they need, what meets it, where goods lie and how they may travel, who
// may pass which door on which day, and the plan that follows from all that.
//
// It imports only the standard library, reads no file and keeps no state. A
// [Scenario] is what the tables of a crisis say; a [Plan] is what should move;
// [Prices] prove that no other plan does better. Reading and writing them is
// internal/exchange, finding a plan is internal/planner, and judging one by
// the tables alone is internal/audit.
package passage
