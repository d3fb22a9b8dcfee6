// Writes table.json: what robfig/cron v3, the library of the CronJob controller, says of the expressions in cases.json.
// Run it in this folder: go run .
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/robfig/cron/v3"
)

// group crosses schedules with times; without times the schedules are refused.
type group struct {
	TimeZone string `json:"timeZone"`
	// NoMidnight marks a zone whose clocks jump over midnight or repeat it near these times.
	NoMidnight bool     `json:"noMidnight"`
	From       []string `json:"from"`
	Schedules  []string `json:"schedules"`
}

type row struct {
	Schedule   string `json:"schedule"`
	TimeZone   string `json:"timeZone"`
	NoMidnight bool   `json:"noMidnight,omitempty"`
	From       string `json:"from,omitempty"`
	// Next holds the following times, separated by spaces, as many as there are up to four.
	Next string `json:"next"`
	// Refused says why there are none at all.
	Refused string `json:"refused,omitempty"`
}

const steps = 4

// parse reads a schedule as the CronJob controller does, which survives the library's panics.
func parse(schedule, timeZone string) (parsed cron.Schedule, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("panic: %v", panicked)
		}
	}()
	if timeZone != "" && !strings.Contains(schedule, "TZ") {
		schedule = fmt.Sprintf("TZ=%s %s", timeZone, schedule)
	}
	return cron.ParseStandard(schedule)
}

func rowsOf(g group) ([]row, error) {
	var rows []row
	for _, schedule := range g.Schedules {
		parsed, err := parse(schedule, g.TimeZone)
		if refused := len(g.From) == 0; refused != (err != nil) {
			return nil, fmt.Errorf("%q in %q: refused: %v, but expected: %v", schedule, g.TimeZone, err, refused)
		}
		if err != nil {
			rows = append(rows, row{Schedule: schedule, TimeZone: g.TimeZone, Refused: err.Error()})
			continue
		}
		for _, from := range g.From {
			at, err := time.Parse(time.RFC3339, from)
			if err != nil {
				return nil, err
			}
			var next []string
			for at = parsed.Next(at); !at.IsZero() && len(next) < steps; at = parsed.Next(at) {
				next = append(next, at.UTC().Format(time.RFC3339))
			}
			rows = append(rows, row{
				Schedule: schedule, TimeZone: g.TimeZone, NoMidnight: g.NoMidnight, From: from, Next: strings.Join(next, " "),
			})
		}
	}
	return rows, nil
}

func run() error {
	// The controller manager's local time where a CronJob names no zone.
	time.Local = time.UTC
	read, err := os.ReadFile("cases.json")
	if err != nil {
		return err
	}
	var groups []group
	if err := json.Unmarshal(read, &groups); err != nil {
		return err
	}
	var table []row
	for _, g := range groups {
		rows, err := rowsOf(g)
		if err != nil {
			return err
		}
		table = append(table, rows...)
	}
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(table); err != nil {
		return err
	}
	return os.WriteFile("table.json", written.Bytes(), 0o644)
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
