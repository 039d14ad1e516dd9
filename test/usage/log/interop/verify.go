// Verifies checkpoints and proofs of a usage log by golang.org/x/mod alone: JSON on standard input, "ok" on standard output.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type input struct {
	Verifier    string
	Old, New    string
	Lines       []string
	Proofs      [][]string
	Consistency []string
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func hash(text string) (result tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	check(err)
	copy(result[:], bytes)
	return result
}

func hashes(texts []string) (result []tlog.Hash) {
	for _, text := range texts {
		result = append(result, hash(text))
	}
	return result
}

func head(signed string, verifiers note.Verifiers) (int64, tlog.Hash) {
	opened, err := note.Open([]byte(signed), verifiers)
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	return size, hash(lines[2])
}

func main() {
	var in input
	check(json.NewDecoder(os.Stdin).Decode(&in))
	verifier, err := note.NewVerifier(in.Verifier)
	check(err)
	verifiers := note.VerifierList(verifier)
	oldSize, oldRoot := head(in.Old, verifiers)
	size, root := head(in.New, verifiers)
	for i, line := range in.Lines {
		check(tlog.CheckRecord(hashes(in.Proofs[i]), size, root, int64(i), tlog.RecordHash([]byte(line))))
	}
	check(tlog.CheckTree(hashes(in.Consistency), size, root, oldSize, oldRoot))
	fmt.Println("ok")
}
