// An independent referee of an exported log: the checksum database code of the Go project, which knows
// nothing of this one. It checks the checkpoint's signature, every leaf against the whole tree of tiles,
// every entry against its leaf, and the proofs that a log of each size goes on to this one.
//
//	referee DIRECTORY
//
// It prints the size and the root, or says what is wrong and fails.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8
const width = 1 << height
const entryBytes = 32

// tiles reads the export's tiles; its paths have no height, Go's have.
type tiles struct{ directory string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range asked {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.directory, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "referee:", err)
		os.Exit(1)
	}
}

func wrong(form string, values ...interface{}) {
	check(fmt.Errorf(form, values...))
}

// opened checks the checkpoint's signature and returns the tree it tells of.
func opened(directory string) tlog.Tree {
	key, err := os.ReadFile(filepath.Join(directory, "log.vkey"))
	check(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	check(err)
	signed, err := os.ReadFile(filepath.Join(directory, "checkpoint"))
	check(err)
	checkpoint, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(checkpoint.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		wrong("the checkpoint has not three lines, or another origin")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	tree := tlog.Tree{N: size}
	if copy(tree.Hash[:], root) != tlog.HashSize || len(root) != tlog.HashSize {
		wrong("the root is no hash")
	}
	return tree
}

// entries reads a bundle of 32-byte entries.
func entries(directory string, n int64, count int) [][]byte {
	// Bundles are named as tiles of a level of their own.
	tile := tlog.Tile{H: height, L: 0, N: n, W: count}
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(directory, path))
	check(err)
	var found [][]byte
	for len(data) > 0 {
		if len(data) < 2+entryBytes || !bytes.Equal(data[:2], []byte{0, entryBytes}) {
			wrong("bundle %d is malformed", n)
		}
		found = append(found, data[2:2+entryBytes])
		data = data[2+entryBytes:]
	}
	if len(found) != count {
		wrong("bundle %d has %d entries, not %d", n, len(found), count)
	}
	return found
}

func main() {
	if len(os.Args) != 2 {
		wrong("usage: referee DIRECTORY")
	}
	directory := os.Args[1]
	tree := opened(directory)
	reader := tlog.TileHashReader(tree, tiles{directory})
	for start := int64(0); start < tree.N; start += width {
		count := int(tree.N - start)
		if count > width {
			count = width
		}
		var indexes []int64
		for i := 0; i < count; i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, start+int64(i)))
		}
		// The reader proves each tile against the root before it answers.
		hashes, err := reader.ReadHashes(indexes)
		check(err)
		for i, entry := range entries(directory, start/width, count) {
			if tlog.RecordHash(entry) != hashes[i] {
				wrong("entry %d is not the leaf", start+int64(i))
			}
		}
		proof, err := tlog.ProveRecord(tree.N, start, reader)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, start, hashes[0]))
		old, err := tlog.TreeHash(start+1, reader)
		check(err)
		grown, err := tlog.ProveTree(tree.N, start+1, reader)
		check(err)
		check(tlog.CheckTree(grown, tree.N, tree.Hash, start+1, old))
	}
	fmt.Printf("%d %x\n", tree.N, tree.Hash[:])
}
